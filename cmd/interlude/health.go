package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"
)

// healthWait bounds the whole question; container runtimes give up after a few seconds.
const healthWait = 3 * time.Second

func healthCommand() *cobra.Command {
	address := "http://127.0.0.1:8080/readyz"
	c := &cobra.Command{
		Use:   "health",
		Short: "Ask a running Interlude whether it is ready (for containers)",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			ctx, cancel := context.WithTimeout(c.Context(), healthWait)
			defer cancel()
			return askReady(ctx, address)
		},
	}
	c.Flags().StringVar(&address, "url", address, "address of its readiness answer")
	return c
}

// askReady returns nil when address answers 200.
func askReady(ctx context.Context, address string) error {
	if u, err := url.Parse(address); err != nil || u.Host == "" {
		return usageError{fmt.Errorf("--url is not a web address; write one like http://127.0.0.1:8080/readyz")}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("ask for readiness: %w", err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("ask for readiness: %w", err)
	}
	_ = res.Body.Close() // only the status counts
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: answered %s", res.Status)
	}
	return nil
}
