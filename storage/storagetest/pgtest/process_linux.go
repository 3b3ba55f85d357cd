package pgtest

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// attributes says whom a process runs as; when bound, it ends with this process.
func attributes(cred *syscall.Credential, bound bool) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Credential: cred}
	if bound {
		a.Pdeathsig = syscall.SIGQUIT // PostgreSQL's immediate shutdown
	}
	return a
}

// children lists the processes that pid has started.
func children(pid int) []int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return nil
	}
	var pids []int
	for f := range strings.FieldsSeq(string(b)) {
		if n, err := strconv.Atoi(f); err == nil {
			pids = append(pids, n)
		}
	}
	return pids
}
