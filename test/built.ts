import { spawn, type SpawnOptions } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** The environment without the variables that tap adds to follow coverage: these processes run dist, not src. */
export const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] }

/** The shipped command. */
export const bin = join(root, 'dist/esm/cli.js')

/** `npm test` builds dist first. A single test must not test an old build, nor build while another test does. */
export function checkBuilt () {
  const changed = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).map(file => statSync(join(root, 'src', file)).mtimeMs)
  // The last file that scripts/build.mjs writes.
  const built = statSync(join(root, 'dist/licenses.txt'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (Math.max(...changed) > built) throw new Error('dist is older than src: npm run build')
}

export interface Ran { readonly code: number | null, readonly stdout: string, readonly stderr: string }

/** Run a process until it exits. The tests check its exit code and its streams. */
export function run (args: readonly string[], { input, ...options }: SpawnOptions & { readonly input?: string } = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, ...options })
    let [stdout, stderr] = ['', '']
    child.stdout?.setEncoding('utf8').on('data', chunk => { stdout += chunk })
    child.stderr?.setEncoding('utf8').on('data', chunk => { stderr += chunk })
    child.stdin?.end(input)
    child.on('error', reject).on('close', code => resolve({ code, stdout, stderr }))
  })
}
