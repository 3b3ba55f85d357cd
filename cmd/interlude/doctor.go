package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"interlude/storage"
)

// doctorWait bounds the whole examination; the check of a large SQLite file takes the most.
const doctorWait = 2 * time.Minute

// finding is one line of the doctor's. No line holds a secret or what a person wrote.
type finding = storage.Finding

// marks begin the lines.
var marks = map[storage.Grade]string{storage.Fine: "ok", storage.Doubtful: "??", storage.Wrong: "!!"}

// doctor examines an installation and changes nothing in it.
type doctor struct {
	now     func() time.Time
	env     func(string) (string, bool)
	zone    func(string) (*time.Location, error)
	client  *http.Client
	out     io.Writer
	address string // public address with the http transport; empty: not known
	connect bool   // open a connection to count the app's

	all, wrong int // lines said
}

func newDoctor() *doctor {
	return &doctor{now: time.Now, env: os.LookupEnv, zone: time.LoadLocation, client: &http.Client{Timeout: callWait, CheckRedirect: noRedirect}}
}

func doctorCommand() *cobra.Command {
	d := newDoctor()
	var config, manifest, address string
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Examine an installation, and say what is wrong and what to do; changes nothing",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if address != "" {
				base, err := publicAddress(TransportHTTP, address)
				if err != nil {
					return usageError{fmt.Errorf("--url is not an https address; write one like https://interlude.example.com")}
				}
				d.address = base
			}
			d.out = c.OutOrStdout()
			return d.examine(c.Context(), config, manifest)
		},
	}
	c.Flags().StringVar(&config, "config", "", "the configuration file (see config.example.yaml)")
	c.Flags().StringVar(&manifest, "manifest", "", "the app's manifest as downloaded from Slack, JSON or YAML, to compare with ours")
	c.Flags().StringVar(&address, "url", "", "public address with the http transport, to compare the manifest's addresses with")
	c.Flags().BoolVar(&d.connect, "connect", false,
		"count the app's connections by opening one for a moment; what somebody does in that moment may have to be repeated")
	return c
}

// examine says one line per check. The error says how many failed.
func (d *doctor) examine(ctx context.Context, config, manifest string) error {
	ctx, cancel := context.WithTimeout(ctx, doctorWait)
	defer cancel()
	c, err := LoadConfig(config, d.env, checks())
	if err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			d.say(finding{Grade: storage.Wrong, What: "configuration: " + line})
		}
		d.zones("")
		return d.verdict()
	}
	d.look(ctx, c, manifest)
	return d.verdict()
}

// look examines everything but the configuration, which could be read.
func (d *doctor) look(ctx context.Context, c Config, manifest string) {
	d.fine("configuration: transport %s, Slack at %s, %s", c.Slack.Transport, c.Slack.APIURL, count(len(c.People.Coaches), "coach", "coaches"))
	team, app := d.slack(ctx, c)
	d.zones(c.Defaults.Timezone)
	d.numbers(c.Help.places())
	living := d.database(ctx, c, team)
	if d.connect && c.Slack.Transport == TransportSocket {
		d.connections(ctx, c, app, living)
	}
	if manifest == "" {
		d.doubt("download it (App Manifest) and give it with --manifest FILE", "manifest: not compared with ours")
		return
	}
	d.manifest(manifest, c.Slack)
}

func (d *doctor) verdict() error {
	if d.wrong == 0 {
		return nil
	}
	return fmt.Errorf("%d of %s failed", d.wrong, count(d.all, "check", "checks"))
}

func (d *doctor) fine(what string, a ...any) {
	d.say(finding{Grade: storage.Fine, What: fmt.Sprintf(what, a...)})
}

func (d *doctor) doubt(do, what string, a ...any) {
	d.say(finding{Grade: storage.Doubtful, What: fmt.Sprintf(what, a...), Do: do})
}

func (d *doctor) bad(do, what string, a ...any) {
	d.say(finding{Grade: storage.Wrong, What: fmt.Sprintf(what, a...), Do: do})
}

// say prints one line. An output that is gone ends nothing: the exit code still tells.
func (d *doctor) say(f finding) {
	d.all++
	if f.Grade == storage.Wrong {
		d.wrong++
	}
	text := f.What
	if f.Do != "" {
		text += ": " + f.Do
	}
	_, _ = fmt.Fprintf(d.out, "%s  %s\n", marks[f.Grade], text)
}

// count says a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
