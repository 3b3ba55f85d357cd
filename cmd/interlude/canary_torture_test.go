//go:build torture

package main

func init() { *canaryCount = 1000 }
