package main

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the linker (see Dockerfile and Makefile).
var version = ""

func versionCommand() *cobra.Command {
	var sbom bool
	var of string
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version, or what the program is made of",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if sbom {
				return printSBOM(c.OutOrStdout(), of)
			}
			_, err := fmt.Fprintf(c.OutOrStdout(), "interlude %s (%s, %s/%s)\n", programVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
	c.Flags().BoolVar(&sbom, "sbom", false, "print the software bill of materials (CycloneDX, JSON)")
	c.Flags().StringVar(&of, "of", "", "with --sbom: of this build of the program, for whatever machine it is")
	return c
}

// printSBOM writes the bill of materials of the file, or of this very program if file is empty.
func printSBOM(out io.Writer, file string) error {
	info, ok := debug.ReadBuildInfo()
	if file != "" {
		var err error
		if info, err = buildinfo.ReadFile(file); err != nil {
			return fmt.Errorf("read what %s is made of: %w", file, err)
		}
	} else if !ok {
		return errors.New("this program was built without a record of its modules")
	}
	return writeSBOM(out, info, programVersion())
}

// programVersion is the linker's version, else the commit that Go recorded, else "dev".
func programVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return "dev"
}
