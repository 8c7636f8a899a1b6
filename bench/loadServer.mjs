// One variant on a loopback port, which it sends to its parent: `node loadServer.mjs GROUP VARIANT`. It ends with its parent, or after a minute.
import { groups } from './replies/groups.mjs'

const [group, variant] = process.argv.slice(2)
const { variants, logger = false } = groups[group]
const app = await variants[variant]({ logger })
await app.listen({ port: 0, host: '127.0.0.1' })
process.on('disconnect', () => process.exit(0))
setTimeout(() => process.exit(0), 60_000).unref()
process.send(app.server.address().port)
