// Answers one variant's request over and over: `node count.mjs GROUP VARIANT REQUESTS [LOGGER]`. The instructions it takes are counted from outside.
import { groups } from './variants.mjs'
import { connectTo } from './exchange.mjs'

const [group, variant, requests, logger] = process.argv.slice(2)
const { request, used = 0, variants } = groups[group]
const app = await variants[variant]({ logger: logger === 'logger' })
await app.ready()
const line = connectTo(app.server)
for (let i = 0; i < Number(requests) + used; i++) await line.ask(request)
process.exit(0)
