package main

import (
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

type composeService struct {
	Environment map[string]string `yaml:"environment"`
	Secrets     []string          `yaml:"secrets"`
	Volumes     []string          `yaml:"volumes"`
	ReadOnly    bool              `yaml:"read_only"`
	CapDrop     []string          `yaml:"cap_drop"`
	Security    []string          `yaml:"security_opt"`
	Ports       []string          `yaml:"ports"`
	Health      struct {
		Test []string `yaml:"test"`
	} `yaml:"healthcheck"`
}

type composeFile struct {
	Services map[string]composeService `yaml:"services"`
	Volumes  map[string]any            `yaml:"volumes"`
	Secrets  map[string]struct {
		File string `yaml:"file"`
	} `yaml:"secrets"`
}

func readCompose(t *testing.T) composeFile {
	t.Helper()
	text, err := os.ReadFile("../../compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var c composeFile
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// Every INTERLUDE_ variable is a key of the configuration; with the secrets' files in place
// the configuration of the container is complete.
func TestComposeSpeaksTheConfiguration(t *testing.T) {
	c := defaultConfig()
	var known []string
	for _, name := range (&loader{keys: keysOf(&c, Checks{})}).names() {
		known = append(known, envName(name))
	}
	file := readCompose(t)
	env := map[string]string{"INTERLUDE_PEOPLE_COACHES": "U024BE7LH"} // config.yaml names them
	for name, text := range file.Services["bot"].Environment {
		if !slices.Contains(known, name) {
			t.Errorf("%s is no key of the configuration", name)
		}
		env[name] = text
	}
	values := map[string]string{"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1", "database_url": "postgres://interlude:p@postgres/interlude"}
	dir := t.TempDir()
	for name, text := range env {
		secret, ok := strings.CutPrefix(text, "/run/secrets/")
		if !ok {
			continue
		}
		env[name] = path.Join(dir, secret)
		if err := os.WriteFile(env[name], []byte(values[secret]+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := LoadConfig(example, envOf(env), Checks{}); err != nil {
		t.Error(err)
	}
}

func TestComposeNamesWhatItUses(t *testing.T) {
	file := readCompose(t)
	for name, s := range file.Services {
		for _, secret := range s.Secrets {
			if file.Secrets[secret].File == "" {
				t.Errorf("%s: the secret %s has no file", name, secret)
			}
		}
		for variable, text := range s.Environment {
			if secret, ok := strings.CutPrefix(text, "/run/secrets/"); ok && !slices.Contains(s.Secrets, secret) {
				t.Errorf("%s: %s reads a secret that the service does not get", name, variable)
			}
			if strings.Contains(variable, "PASSWORD") && !strings.HasSuffix(variable, "_FILE") {
				t.Errorf("%s: %s holds a secret itself", name, variable)
			}
		}
		for _, v := range s.Volumes {
			source, _, _ := strings.Cut(v, ":")
			if _, ok := file.Volumes[source]; !ok && !strings.HasPrefix(source, "./") {
				t.Errorf("%s: the volume %s is not declared", name, source)
			}
		}
	}
}

func TestComposeGivesNoMoreThanNeeded(t *testing.T) {
	file := readCompose(t)
	for name, s := range file.Services {
		if !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.Security, "no-new-privileges:true") {
			t.Errorf("%s keeps privileges", name)
		}
		if len(s.Health.Test) == 0 {
			t.Errorf("%s has no health check", name)
		}
		if len(s.Ports) > 0 {
			t.Errorf("%s can be reached from outside; Socket Mode needs no port", name)
		}
	}
	bot := file.Services["bot"]
	if !bot.ReadOnly {
		t.Error("the bot can write to its own image")
	}
	if args := bot.Health.Test; len(args) < 2 || args[1] != "/interlude" {
		t.Errorf("health check of the bot is %v: the image holds no other program", args)
	}
}
