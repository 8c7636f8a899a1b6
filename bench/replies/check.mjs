// That what is compared answers alike, before anything is counted.
import assert from 'node:assert/strict'
import { connectTo } from './exchange.mjs'
import { groups } from './variants.mjs'

/** @throws AssertionError where a variant has another status than its group tells, or other bytes than the first of its group. */
export async function checkAnswers () {
  for (const [group, { request, status, used = 0, same = false, variants }] of Object.entries(groups)) {
    let first
    for (const [variant, build] of Object.entries(variants)) {
      const app = await build({ logger: false })
      await app.ready()
      const line = connectTo(app.server)
      for (let i = 0; i < used; i++) await line.ask(request)
      const answer = lines(await line.ask(request))
      await app.close()
      const name = `${group}: ${variant}`
      assert.match(answer[0], new RegExp(`^HTTP/1.1 ${status[variant] ?? status} `), name)
      first ??= answer
      if (same) assert.deepEqual([...answer].sort(), [...first].sort(), name)
    }
  }
}

/** Lines of the head, and the body. The date differs by when it was asked. */
function lines (answer) {
  const [head, body] = String(answer).split('\r\n\r\n')
  return [...head.split('\r\n').filter(line => !line.startsWith('Date: ')), body]
}
