// Package deployment holds the ready-made files for servers and schedulers, so that the handbook shows them as they are.
package deployment

import "embed"

// Files is this folder.
//
//go:embed nginx.conf Caddyfile Containerfile ci.yaml crontab gongbao.service gongbao.timer kubernetes
var Files embed.FS
