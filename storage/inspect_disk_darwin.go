package storage

import "syscall"

const mountLocal = 0x1000 // MNT_LOCAL of statfs(2)

func diskOf(path string) (disk, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(path, &s); err != nil {
		return disk{}, err
	}
	d := disk{free: s.Bavail * uint64(s.Bsize)}
	if s.Flags&mountLocal == 0 {
		d.network = "a mounted volume"
	}
	return d, nil
}
