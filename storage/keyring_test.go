package storage

import (
	"sync"
	"testing"
)

// TestANewMasterKeyIsKnownToAllAtOnce: of many who meet a new master key together, one reads the file,
// and the others open with what it read.
func TestANewMasterKeyIsKnownToAllAtOnce(t *testing.T) {
	k := newKeys(t)
	serving, err := OpenKeyring(k.path)
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		id, err := k.add()
		if err != nil {
			t.Fatal(err)
		}
		wrapped, err := k.encrypt(id, []byte("a data key"), []byte("of somebody"))
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		begin := make(chan struct{})
		for range 16 {
			all.Go(func() {
				<-begin
				if plain, err := serving.decrypt(wrapped, []byte("of somebody")); err != nil || string(plain) != "a data key" {
					t.Errorf("%q, %v", plain, err)
				}
			})
		}
		close(begin)
		all.Wait()
	}
}
