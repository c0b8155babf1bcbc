package deploy

import "context"

func open(ctx context.Context, a Address) (store, error) {
	if a.kind == bucketKind {
		return openBucket(ctx, a)
	}
	return openServer(ctx, a)
}
