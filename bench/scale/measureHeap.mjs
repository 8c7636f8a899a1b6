import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const heap = fileURLToPath(new URL('heap.mjs', import.meta.url))

export const heaps = ['after 100,000 failures', 'after 1,000,000 failures']

/** The heap after this many failures. */
export async function measureHeap () {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', heap])
  const bytes = JSON.parse(stdout)
  return heaps.map((variant, index) => ({ variant, ratio: bytes[index] / bytes[0], 'heap, MB': Math.round(bytes[index] / 1e4) / 100 }))
}
