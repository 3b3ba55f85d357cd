//go:build unix && !linux

package pgtest

import "syscall"

// attributes says whom a process runs as. Only Linux can bind it to our life.
func attributes(cred *syscall.Credential, _ bool) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: cred}
}

// children is unknown here: sessions notice the death of their server by themselves.
func children(int) []int { return nil }
