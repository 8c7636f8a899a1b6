import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { Redis, type RedisOptions } from 'ioredis'
import type { Test } from 'tap'

/** What docs/guides/rate-limits.md recommends: a limiter that cannot count says so at once, instead of keeping requests. */
export const patience = { enableOfflineQueue: false, maxRetriesPerRequest: 1, connectTimeout: 500, commandTimeout: 500 } as const

type Patience = Pick<RedisOptions, keyof typeof patience | 'retryStrategy'>

/** A Redis for one test. By default it stores nothing on disk. It ends with the test, and with the process of the test. */
export async function startRedis (t: Test, port: number, settings: Readonly<Record<string, string>> = {}) {
  if (spawnSync('redis-server', ['--version']).error !== undefined) {
    throw new Error('redis-server is not installed, and these tests are about it: apt-get install redis-server')
  }
  const options = { port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: settings['dir'] ?? t.testdir({}), daemonize: 'no', ...settings }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  // The shell's input ends when this process does, whatever ends it.
  const shell = spawn('sh', ['-c', 'exec 3<&0; redis-server "$@" & pid=$!; (cat <&3; kill $pid) & wait $pid', 'sh', ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(shell, 'exit')
  const output = text(shell.stdout)
  const stop = async () => {
    shell.stdin.end()
    await ended
  }
  t.teardown(stop)
  const client = connect(t, port, { maxRetriesPerRequest: 100, retryStrategy: () => 50 })
  // A Redis that cannot start ends at once, and says why on its standard output.
  await Promise.race([client.ping(), ended.then(async () => {
    shell.stdin.end()
    throw new Error(`redis-server ended: ${await output}`)
  })])
  return { client, stop }
}

/** A client that ends with the test, and whose failures to connect are nobody's news. */
export function connect (t: Test, port: number, options: Patience = patience): Redis {
  const client = new Redis(port, '127.0.0.1', options)
  client.on('error', () => {})
  t.teardown(() => client.disconnect())
  return client
}

/** Not by `once` of node:events, which fails where an `error` comes first. */
export async function until (client: Redis, event: 'ready' | 'close') {
  await new Promise<void>(resolve => client.once(event, resolve))
}
