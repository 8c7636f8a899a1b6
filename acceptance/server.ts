import { announced } from './announced.ts'
import { buildDemo } from './buildDemo.ts'
import { budgets } from './budgets.ts'
import { connectRedis } from './connectRedis.ts'
import { platformTitles } from './home.ts'
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

const isVerbose = process.argv.includes('--curl')
console.log(`# ${base} is up: five APIs, each with reference pages of its errors.`)
for (const [name, title] of Object.entries(platformTitles)) console.log(`#   ${base}/${name}/errors  ${title}`)
console.log(`# OpenAPI shows the errors of every route: ${base}/documentation, and as JSON ${base}/documentation/json.`)
if (isVerbose) {
  console.log('\n# Paste any line below, or all of them in order: above each is the status it gives.')
  console.log(`# A key may send ${budgets.all.max} requests a minute to a platform, to merchant half as many. Each loop uses up a route that allows ${budgets.small.max}: wait a minute before you paste it again.`)
  console.log(`# These are some of the codes. All that the platforms document: npm run tour -- ${base}`)
  for (const [index, item] of tries.entries()) {
    if (item.platform !== tries[index - 1]?.platform) console.log(`\n# ---- ${item.platform} ----`)
    console.log(`# ${announced(item)}\n${toCurl(base, item)}`)
  }
} else {
  const [first] = tries as readonly [PlatformTry]
  console.log(`\n# A first request, ${announced(first)}\n${toCurl(base, first)}\n`)
  console.log(`# ${tries.length} more lines to paste: on ${base}/ or by npm start -- --curl`)
}
