// Fails a million times in all ways, and prints the heap size after a tenth of the failures and at the end: `node --expose-gc heap.mjs`.
import { serve } from '../replies/serve.mjs'

const asked = await Promise.all([
  ['failure', 'reply.fail'],
  ['failure', 'throw CatalogError, async'],
  ['validation, 1 issue', 'ours'],
  ['404', 'ours'],
  ['405', 'ours'],
  ['429', 'ours']
].map(([group, variant]) => serve(group, variant)))

const heap = []
for (let i = 1; i <= 1_000_000; i++) {
  await asked[i % asked.length]()
  if (i === 100_000 || i === 1_000_000) heap.push(await settledHeap())
}
console.log(JSON.stringify(heap))
process.exit(0)

/** Finalizers and timers free their objects in later rounds. */
async function settledHeap () {
  for (let i = 0; i < 5; i++) {
    await new Promise(resolve => setTimeout(resolve, 20))
    globalThis.gc()
  }
  return process.memoryUsage().heapUsed
}
