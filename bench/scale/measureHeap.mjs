import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const heap = fileURLToPath(new URL('heap.mjs', import.meta.url))

/** The heap after 100,000 and after 1,000,000 failures. */
export async function measureHeap () {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', heap])
  const [before, after] = JSON.parse(stdout)
  const toRow = (variant, bytes) => ({ variant, ratio: bytes / before, 'heap, MB': Math.round(bytes / 1e4) / 100 })
  return [toRow('after 100,000 failures', before), toRow('after 1,000,000 failures', after)]
}
