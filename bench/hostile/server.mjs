// A server for one shape, with the plugin or without. Prints CPU time and memory: `node server.mjs SHAPE with|without large|small`.
import Fastify from 'fastify'
import { shapes } from './shapes.mjs'

const [name, plugin, size] = process.argv.slice(2)
const { schema, [size]: payload } = shapes[name]
const app = Fastify()
if (plugin === 'with') await app.register((await import('../../dist/esm/index.js')).errorCatalog)
app.post('/', { schema: { body: schema } }, async () => 'done')
await app.listen({ port: 0, host: '127.0.0.1' })
const url = `http://127.0.0.1:${app.server.address().port}/`

let started
process.on('message', order => {
  if (order === 'begin') {
    started = process.cpuUsage()
    process.send({})
  } else {
    const { user, system } = process.cpuUsage(started)
    process.send({ milliseconds: (user + system) / 1000, megabytes: process.resourceUsage().maxRSS / 1024 })
  }
})
process.send({ url, payload })
