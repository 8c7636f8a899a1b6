// Checks that the compared variants respond alike, before anything is counted.
import assert from 'node:assert/strict'
import { groups, requestsOf } from './groups.mjs'
import { connectTo } from './exchange.mjs'

/** @throws AssertionError if a variant has another status than its group, or other bytes than the first variant that must have the same. */
export async function checkAnswers (names = Object.keys(groups)) {
  for (const group of names) {
    const { status, other = [], variants } = groups[group]
    let first
    for (const variant of Object.keys(variants)) {
      const answer = await answerOf(group, variant)
      const name = `${group}: ${variant}`
      assert.match(answer[0], new RegExp(`^HTTP/1.1 ${status[variant] ?? status} `), name)
      if (other.includes(variant)) continue
      first ??= answer
      assert.deepEqual([...answer].sort(), [...first].sort(), name)
    }
  }
}

/** Lines of the head, and the body. The date is removed, since it varies. */
async function answerOf (group, variant) {
  const { used = 0, variants } = groups[group]
  const app = await variants[variant]({ logger: false })
  await app.ready()
  const line = connectTo(app.server)
  const ask = () => line.ask(requestsOf(group, variant)(0))
  for (let i = 0; i < used; i++) await ask()
  const [head, body] = String(await ask()).split('\r\n\r\n')
  await app.close()
  return [...head.split('\r\n').filter(line => !line.startsWith('Date: ')), body]
}
