// Sends one variant's request over and over: `node count.mjs GROUP VARIANT REQUESTS [LOGGER]`. Its parent counts the instructions.
import { serve } from './serve.mjs'

const [group, variant, requests, logger] = process.argv.slice(2)
const ask = await serve(group, variant, logger === 'logger')
for (let i = 0; i < Number(requests); i++) await ask()
process.exit(0)
