import { buildDemo } from './buildDemo.ts'
import { budgets } from './budgets.ts'
import { connectRedis } from './connectRedis.ts'
import { toCurl } from './toCurl.ts'
import { tries, type PlatformTry } from './tries.ts'

const { PORT = '3000', LOG_LEVEL = 'warn', REDIS_URL } = process.env

const redis = REDIS_URL === undefined ? undefined : await connectRedis(REDIS_URL)
const app = await buildDemo({ logger: { level: LOG_LEVEL } }, { redis })
app.addHook('onClose', async () => redis?.disconnect())
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => { app.close() })
}
const base = await app.listen({ port: Number(PORT), host: '127.0.0.1' })

console.log(`# ${base} is up. Paste any line below, or all of them in order: above each is the status it gives.`)
console.log(`# A key may send ${budgets.all.max} requests a minute to a platform, to merchant half as many. Each loop uses up a route that allows ${budgets.small.max}: wait a minute before you paste it again.`)
console.log(`# The OpenAPI document shows the errors of every route: ${base}/documentation, and as JSON ${base}/documentation/json.`)
console.log(`# These are some of the codes. All that the platforms document: npm run tour -- ${base}`)
for (const [index, item] of tries.entries()) {
  if (item.platform !== tries[index - 1]?.platform) console.log(`\n# ---- ${item.platform} ----`)
  console.log(`# ${announced(item)}\n${toCurl(base, item)}`)
}

function announced ({ status, code, name, repeat = 1 }: PlatformTry): string {
  const statuses = [...Array<number>(repeat - 1).fill(status < 300 ? status : 200), status].join(' ')
  return `${statuses}${code === undefined ? '' : ` ${code}`}: ${name}`
}
