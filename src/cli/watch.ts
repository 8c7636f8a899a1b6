import { stat } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import type { Outcome } from './outcome.ts'

/** How often the files are looked at, in milliseconds. */
const interval = 200

/** The times of files may be so many milliseconds behind the clock (FAT). */
const coarsest = 2000

/**
 * Run a command, and again whenever a file changes that any of its runs has read, until `signal` aborts.
 *
 * The files are polled: editors replace a file instead of writing it, which ends what fs.watch has begun
 * (Node, doc/api/fs.md, "Inodes"), and one that was deleted may come back.
 */
export async function watch (
  run: () => Promise<Outcome & { readonly files: readonly string[] }>, tell: (outcome: Outcome) => void, signal: AbortSignal
): Promise<void> {
  let seen = await runOnce(new Map())
  if (seen.size === 0) return
  tell({ code: 0, stderr: `watching ${[...seen.keys()].join(', ')}\n` })
  while (await setTimeout(interval, true, { signal }).catch(() => false)) {
    const now = await changesOf(seen.keys())
    if ([...now].some(([file, changed]) => changed !== seen.get(file))) seen = await runOnce(now)
  }
  tell({ code: 0 })

  /** Gives the files to look at, with the times of the state they were read in. */
  async function runOnce (known: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
    const started = Date.now()
    const { files, ...outcome } = await run()
    tell(outcome)
    // A file that was not known before may have changed since it was read: then it is read once more.
    const found = await changesOf(files.filter(file => !known.has(file)))
    return new Map([...known, ...[...found].map(([file, changed]) => [file, changed > started - coarsest ? NaN : changed] as const)])
  }
}

/** When each file changed; -1 for one that cannot be read. */
async function changesOf (files: Iterable<string>): Promise<Map<string, number>> {
  return new Map(
    await Promise.all([...files].map(async file => [file, await stat(file).then(({ mtimeMs }) => mtimeMs, () => -1)] as const))
  )
}
