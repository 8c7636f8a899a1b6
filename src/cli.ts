#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs'
import { CommanderError } from 'commander'
import type { Outcome } from './cli/outcome.ts'
import { createProgram } from './cli/program.ts'

function print ({ code, stdout = '', stderr = '' }: Outcome) {
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  process.exitCode = code
}

/** Next to src in the repository, above dist/esm in the package. */
function versionOf (places: readonly string[]): string {
  const file = places.map(place => new URL(place, import.meta.url)).find(file => existsSync(file)) as URL
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

// A reader that closes early (| head) is not an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

try {
  await createProgram(versionOf(['../package.json', '../../package.json']), print).parseAsync()
} catch (error) {
  // Commander has printed it: its code for help and version is 0, for unknown arguments 1.
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : 2
}
