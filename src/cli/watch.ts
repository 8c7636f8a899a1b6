import { stat } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import type { Outcome } from './outcome.ts'

/** The polling interval in milliseconds. */
const interval = 200

/** File times may be this many milliseconds behind the clock (FAT). */
const coarsest = 2000

/**
 * Run a command, and again whenever a file changes that one of its runs has read, until `signal` aborts.
 *
 * The files are polled: editors replace a file instead of writing it, which ends a watcher of fs.watch
 * (Node, doc/api/fs.md, "Inodes"), and a deleted file may come back.
 */
export async function watch (
  run: () => Promise<Outcome & { readonly files: readonly string[] }>, print: (outcome: Outcome) => void, signal: AbortSignal
): Promise<void> {
  let seen = await runOnce(new Map())
  if (seen.size === 0) return
  print({ code: 0, stderr: `watching ${[...seen.keys()].join(', ')}\n` })
  while (await setTimeout(interval, true, { signal }).catch(() => false)) {
    const now = await changesOf(seen.keys())
    if ([...now].some(([file, changed]) => changed !== seen.get(file))) seen = await runOnce(now)
  }
  print({ code: 0 })

  /** The files to poll, with the times of the state that was read. */
  async function runOnce (known: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
    const started = Date.now()
    const { files, ...outcome } = await run()
    print(outcome)
    // A new file may have changed since it was read: run the command again.
    const found = await changesOf(files.filter(file => !known.has(file)))
    return new Map([...known, ...[...found].map(([file, changed]) => [file, changed > started - coarsest ? NaN : changed] as const)])
  }
}

/** When each file changed; -1 if it cannot be read. */
async function changesOf (files: Iterable<string>): Promise<Map<string, number>> {
  return new Map(
    await Promise.all([...files].map(async file => [file, await stat(file).then(({ mtimeMs }) => mtimeMs, () => -1)] as const))
  )
}
