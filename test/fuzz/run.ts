import { inspect, parseArgs } from 'node:util'
import fc from 'fast-check'
import { Pipe, type Reply } from './ask.ts'
import { flawsOf } from './judge.ts'
import { placed, places, type Case } from './places.ts'
import { watchProgress } from './progress.ts'
import { errorRecipes, failRecipes, thrown } from './recipes.ts'
import { contracts, createTarget, styles, type Target } from './target.ts'

/** Throw generated values at a server over its sockets until `--values` responses are correct or one is not. */
const { values: options } = parseArgs({ options: { values: { type: 'string', default: '1000000' }, seed: { type: 'string' }, path: { type: 'string' } } })
const wanted = Number(options.values)
const seed = options.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(options.seed)
const sockets = 16
const batch = 256

const record = <T>(of: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record<T>(of, { noNullPrototype: true })
const names = Object.keys(places)
const placesThat = (takes: string) => names.filter(name => places[name]?.takes === takes)
const at = <T extends string>(takes: T) => record({ style: fc.constantFrom(...styles), place: fc.constantFrom(...placesThat(takes)) })
// Fewer of those that cost a connection each.
const [closing, lasting] = [true, false].map(closes => placesThat('thrown').filter(name => (places[name]?.closes === true) === closes)) as [string[], string[]]
const thrownAt = record({ style: fc.constantFrom(...styles), place: fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...lasting) }, { weight: 1, arbitrary: fc.constantFrom(...closing) }) })
const cases: fc.Arbitrary<Case> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(thrownAt, thrown).map(([where, thrown]): Case => ({ ...where, thrown })) },
  { weight: 2, arbitrary: fc.tuple(at('error'), errorRecipes).map(([where, thrown]): Case => ({ ...where, thrown })) },
  { weight: 2, arbitrary: fc.tuple(at('fail'), failRecipes).map(([where, fail]): Case => ({ ...where, fail })) }
).map(placed)

const target = await createTarget()
const contractOf = await contracts()
const faults: unknown[] = []
let onFault = () => {}
for (const event of ['uncaughtException', 'unhandledRejection', 'warning']) {
  process.on(event, fault => {
    faults.push(event, fault)
    onFault()
  })
}

let pipes: Pipe[] = []
let answered = 0
let asked = 0
let reported = 0
const perStatus: Record<number, number> = {}

const property = fc.asyncProperty(fc.array(cases, { minLength: 1, maxLength: batch, size: 'max' }), async batch => {
  try {
    await attempt(batch)
  } catch (error) {
    // The one that fails alone says more than all that were on their way with it.
    if (batch.length > 1) console.error(String(error).slice(0, 300))
    for (const given of batch.length > 1 ? batch : []) await attempt([given])
    throw error
  }
  answered += batch.length
  report()
})

async function attempt (batch: readonly Case[]) {
  pipes = Array.from({ length: sockets }, (_, index) => pipes[index]?.closed === false ? pipes[index] : new Pipe(target.port))
  target.cases = batch
  const ids = batch.map(() => `fuzz-${asked++}`)
  const replies = await answers(batch, ids, target)
  for (const [index, given] of batch.entries()) {
    const reply = replies[index] as Reply
    const flaws = flawsOf(given, ids[index] as string, reply, contractOf.get(given.style) as never)
    if (flaws.length > 0) throw new Error(`${flaws.join('; ')} in the reply to ${fc.stringify(given)}:\n${reply.bytes.slice(0, 2000)}`)
    perStatus[reply.status] = (perStatus[reply.status] ?? 0) + 1
  }
  await new Promise(resolve => setImmediate(resolve))
  const surplus = pipes.map(({ surplus }) => surplus).join('')
  if (surplus !== '') throw new Error(`more than one reply: ${surplus}`)
  if (faults.length > 0) throw new Error(`the process was told of ${told()}`)
  if (target.badLines.length > 0) throw new Error(`a line of the log is not one JSON object: ${target.badLines.splice(0).join('')}`)
}

function told (): string {
  return faults.splice(0).map(fault => inspect(fault)).join(': ')
}

async function answers (batch: readonly Case[], ids: readonly string[], { port }: Target): Promise<Reply[]> {
  const own: Pipe[] = []
  for (const pipe of pipes) pipe.cork()
  const waiting = new Set(batch.keys())
  const replies = batch.map(({ style, place }, index) => {
    const { closes = false } = places[place] as typeof places[string]
    const path = `/${style}/${names.indexOf(place)}${place === 'not found handler' ? '/nowhere' : ''}`
    const head = `${path} HTTP/1.1\r\nHost: localhost\r\nX-Case: ${index}\r\nX-Request-Id: ${ids[index]}\r\n`
    if (!closes) return (pipes[index % sockets] as Pipe).ask(`GET ${head}\r\n`)
    const pipe = new Pipe(port)
    own.push(pipe)
    return pipe.ask(`POST ${head}Content-Type: text/fuzz\r\nContent-Length: 4\r\n\r\nbody`)
  })
  for (const [index, reply] of replies.entries()) reply.then(() => waiting.delete(index), () => {})
  for (const pipe of pipes) pipe.uncork()
  const broken = new Promise<never>((_resolve, reject) => {
    const give = (why: string) => {
      // The first that waits on a connection keeps the others waiting.
      const stuck = batch.map((given, index) => ({ given, index })).filter(({ index }) => waiting.has(index))
      const first = stuck.filter(({ index }) => !stuck.some(other => other.index < index && other.index % sockets === index % sockets))
      reject(new Error(`${why}; without a reply are ${fc.stringify(first.map(({ given }) => given))}`))
    }
    const watch = watchProgress(() => give('no reply'))
    for (const reply of replies) reply.then(watch.progress, () => {})
    onFault = () => give(`the process was told of ${told()}`)
    Promise.allSettled(replies).then(watch.stop)
  })
  try {
    return await Promise.race([Promise.all(replies), broken])
  } catch (error) {
    // What has not been answered would be the answer to the next.
    for (const pipe of pipes) pipe.destroy()
    throw error
  } finally {
    onFault = () => {}
    for (const pipe of own) pipe.destroy()
  }
}

// To capture them costs as much as all else that a value is made of.
Error.stackTraceLimit = 2
const started = performance.now()
console.log(`seed ${seed}`)
const failure = await fuzz(seed)
const seconds = Math.round((performance.now() - started) / 100) / 10
for (const pipe of pipes) pipe.destroy()
await target.app.close()
const flaw = failure ?? (faults.length > 0 ? `the process was told of ${told()}` : undefined)
console.log(flaw ?? JSON.stringify({ seed, answered, seconds, perSecond: Math.round(answered / seconds), perStatus }))
process.exitCode = flaw === undefined ? 0 : 1

/** Print how far the run has come, at each 50,000 values. */
function report () {
  if (answered < reported + 50_000) return
  reported = answered
  console.log(`${answered} of ${wanted} values after ${Math.round((performance.now() - started) / 1000)} s`)
}

/** In rounds, since a round has no length in values; a round that fails is found again by its own seed and path. */
async function fuzz (seed: number): Promise<string | undefined> {
  const details = await fc.check(property, { seed, numRuns: 40, ...options.path === undefined ? {} : { path: options.path } })
  if (details.failed) return `${await fc.asyncDefaultReportMessage(details)}\n${String(details.errorInstance)}`
  return answered < wanted ? await fuzz(seed + 1) : undefined
}
