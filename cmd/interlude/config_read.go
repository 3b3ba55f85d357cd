package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"interlude/coaching"
)

// readLimit bounds the configuration and every file of a secret, in bytes.
const readLimit = 64 << 10

// value is what was found for one key, still as text.
type value struct {
	text  string
	list  []string // when isSet says so
	isSet bool     // a list was given
	where string   // as in problem
}

// loader collects values and problems: first the file's, then the environment's over them.
type loader struct {
	keys     []key
	found    map[string]value // by key name; for secrets also by key name + "_file"
	problems problems
}

func (l *loader) add(p problem) { l.problems = append(l.problems, p) }

func (l *loader) refuse(p problem) error { l.add(p); return l.problems }

// names lists the names that may stand in the file, those of secrets' files included.
func (l *loader) names() []string {
	var names []string
	for _, k := range l.keys {
		names = append(names, k.name)
		if k.secret() {
			names = append(names, k.name+"_file")
		}
	}
	return names
}

// readEnv lays the environment over what the file said. A variable that is set counts, also
// when it is empty. A secret given either way replaces both ways of the file.
func (l *loader) readEnv(env func(string) (string, bool)) {
	for _, k := range l.keys {
		names := []string{k.name}
		if k.secret() {
			names = append(names, k.name+"_file")
		}
		given := map[string]value{}
		for _, name := range names {
			if text, ok := env(envName(name)); ok {
				given[name] = value{text: text, where: envName(name)}
			}
		}
		if len(given) == 0 {
			continue
		}
		for _, name := range names {
			delete(l.found, name)
		}
		for name, v := range given {
			l.found[name] = v
		}
	}
}

// assign checks every value that was found and puts it where it belongs.
func (l *loader) assign() {
	for _, k := range l.keys {
		v, ok := l.found[k.name]
		if file, given := l.found[k.name+"_file"]; given && k.secret() {
			if ok {
				l.add(problem{where: file.where, key: k.name, wrong: "is given as a value and as a file", write: "one of the two"})
				continue
			}
			if v, ok = l.fromFile(k, file); !ok {
				continue
			}
		}
		if !ok {
			continue
		}
		if err := k.put(v); err != nil {
			l.add(problem{where: v.where, key: k.name, wrong: err.Error(), write: k.rule.write})
		}
	}
}

func (l *loader) fromFile(k key, file value) (value, bool) {
	data, err := readBounded(file.text)
	if err != nil {
		l.add(problem{where: file.where, key: k.name + "_file", wrong: "cannot read the file (" + reason(err) + ")",
			write: "the path of a file that holds " + k.rule.write})
		return value{}, false
	}
	return value{text: strings.TrimSpace(string(data)), where: file.where}, true
}

// readBounded reads a file, or says that it is too long.
func readBounded(path string) ([]byte, error) {
	// #nosec G304 G703 -- the configuration and its _file keys are the operator's; nobody in Slack names a path
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read from
	data, err := io.ReadAll(io.LimitReader(f, readLimit+1))
	if err == nil && len(data) > readLimit {
		return nil, errors.New("it is longer than 64 KiB")
	}
	return data, err
}

// put checks v and stores it. The error says what is wrong, without the value.
func (k key) put(v value) error {
	if list, ok := k.to.(*[]string); ok {
		return k.putList(list, v)
	}
	if v.isSet {
		return errors.New("is a list, and one value is needed")
	}
	if err := k.rule.check(v.text); err != nil {
		return err
	}
	switch to := k.to.(type) { // the rules have checked that each of these can be read
	case *string:
		*to = v.text
	case *coaching.Writing:
		*to = coaching.Writing(v.text)
	case *Secret:
		*to = secret(v.text)
	case *bool:
		*to = v.text == "true"
	case *int:
		*to, _ = strconv.Atoi(v.text)
	case *time.Duration:
		*to, _ = time.ParseDuration(v.text)
	default:
		return fmt.Errorf("key %s has a kind that cannot be read", k.name)
	}
	return nil
}

// putList takes a list of the file, or a text with commas from the environment.
func (k key) putList(to *[]string, v value) error {
	entries := v.list
	if !v.isSet {
		entries = strings.Split(v.text, ",")
	}
	var kept []string
	for _, e := range entries {
		if e = strings.TrimSpace(e); e == "" {
			continue
		}
		if err := k.rule.check(e); err != nil {
			return err
		}
		kept = append(kept, e)
	}
	*to = kept
	return nil
}
