//go:build !linux && !darwin

package storage

import "errors"

func diskOf(string) (disk, error) { return disk{}, errors.ErrUnsupported }
