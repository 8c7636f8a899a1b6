// Sends one variant's request many times under callgrind: `node count.mjs GROUP VARIANT [LOGGER]`. See instructions.mjs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { uptime } from 'node:os'
import { serve } from './serve.mjs'
import { settings } from './settings.mjs'

const { warmUp, windows, requests } = settings
const [group, variant, logger] = process.argv.slice(2)
const ask = await serve(group, variant, logger === 'logger')
const askTimes = async times => {
  for (let i = 0; i < times; i++) await ask()
}

await askTimes(warmUp)
await startCounting()
await askTimes(requests / 2)
// callgrind writes the instructions since the last call to a file, at each call of uv_uptime.
uptime()
for (let i = 0; i < windows; i++) {
  await askTimes(requests)
  uptime()
}
process.exit(0)

/** The warm-up runs without counting, which is seven times as fast. */
async function startCounting () {
  await once(spawn('vgdb', [`--pid=${process.pid}`, 'instrumentation', 'on'], { stdio: 'ignore' }), 'exit')
}
