package storage

import "syscall"

// networks are the file systems that may be shared, by the numbers of statfs(2).
var networks = map[int64]string{
	0x6969: "NFS", 0x517b: "SMB", 0xff534d42: "CIFS", 0xfe534d42: "SMB", 0x01021997: "9p", 0x65735546: "FUSE",
	0x00c36400: "Ceph", 0x5346414f: "AFS", 0x73757245: "Coda", 0x0bd00bd0: "Lustre", 0x47504653: "GPFS",
}

func diskOf(path string) (disk, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(path, &s); err != nil {
		return disk{}, err
	}
	// #nosec G115 -- the kernel's figures; the block size is positive, and the magic number has 32 bits on every platform
	return disk{free: s.Bavail * uint64(s.Bsize), network: networks[int64(uint32(s.Type))]}, nil
}
