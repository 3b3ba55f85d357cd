package main

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// callers are the files that open connections of their own, and to whom. Everything else that leaves the program
// goes through the client of app.go, to Slack, and through the database drivers.
var callers = map[string]string{
	"cmd/interlude/app.go":            "Slack",
	"cmd/interlude/doctor.go":         "Slack",
	"cmd/interlude/doctor_call.go":    "Slack",
	"cmd/interlude/doctor_connect.go": "Slack",
	"cmd/interlude/health.go":         "the program itself",
	"cmd/interlude/kms.go":            "the key management service that the operator names",
	"bot/bot.go":                      "Slack (the type of a field)",
	"bot/reply.go":                    "Slack: answers to commands",
}

// addresses are the hosts that stand in the program: Slack's, examples, the machine itself, and one page that people
// may open who look for help.
var addresses = regexp.MustCompile(`^(?:slack\.com|api\.slack\.com|[a-z.]*\.example(?:\.com)?|127\.0\.0\.1|findahelpline\.com|your\.address)?$`)

// TestTheProgramCallsSlackAlone: nothing that people write is given to anybody but Slack, where they read it. No other address
// stands in the program, and no other file of it opens connections.
func TestTheProgramCallsSlackAlone(t *testing.T) {
	host := regexp.MustCompile(`(?:https?|wss?)://([A-Za-z0-9.-]*)`)
	for _, s := range sources(t) {
		if s.test || strings.HasPrefix(s.path, "bot/sandbox/") || strings.HasPrefix(s.path, ".ci/") {
			continue
		}
		opens := slices.Concat(s.calls("net/http", "Client", "Get", "Post", "PostForm", "Head", "NewRequest", "NewRequestWithContext", "DefaultClient", "DefaultTransport", "Transport"),
			s.calls("net", "Dial", "DialTimeout", "Dialer"), s.calls("crypto/tls", "Dial", "DialWithDialer"), s.calls("net/smtp", "SendMail", "Dial"), s.calls("github.com/coder/websocket", "Dial"))
		if len(opens) > 0 && callers[s.path] == "" {
			t.Errorf("%s:%d opens connections; say to whom in callers", s.path, opens[0])
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, _ := strconv.Unquote(lit.Value)
			for _, m := range host.FindAllStringSubmatch(text, -1) {
				if !addresses.MatchString(strings.Trim(m[1], ".")) {
					t.Errorf("%s:%d names %s", s.path, s.set.Position(lit.Pos()).Line, m[1])
				}
			}
			return true
		})
	}
}
