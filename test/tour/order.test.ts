import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { buildDemo } from '../../acceptance/buildDemo.ts'
import { createClient } from '../../acceptance/tour/client.ts'
import { differences } from '../../acceptance/tour/differences.ts'
import { platforms } from '../../acceptance/tour/platforms.ts'
import { loadContract } from '../../src/envelope/load.ts'

t.test('no outcome rests on another: from the last to the first, and again, each is the same', async t => {
  const app = await buildDemo()
  t.teardown(() => app.close())
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  await Promise.all(Object.entries(platforms).map(async ([name, { outcomes, common }]) => {
    const contract = await loadContract(`./catalog.yaml#${name}`)
    const api = createClient(`${base}/${name}`, common)
    const backwards = [...outcomes].reverse()
    for (const outcome of [...backwards, ...backwards]) {
      const entry = contract.catalog.entries.get(outcome.code)
      if (entry === undefined) throw new Error(outcome.code)
      const asked = { answer: await outcome.provoke(api), legal: await outcome.legal(api) }
      t.same(differences(contract, entry, outcome, asked), [], `${name} ${outcome.code}`)
    }
  }))
})

t.test('each code is named where it comes from: one search finds it', async t => {
  for (const [name, { outcomes }] of Object.entries(platforms)) {
    const folder = new URL(`../../acceptance/platforms/${name}/`, import.meta.url)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts') && !/^(outcomes|tries)/.test(file))
    const text = files.map(file => readFileSync(new URL(file, folder), 'utf8')).join('')
    for (const { code } of outcomes) t.ok(text.includes(`'${code}'`), `${name} ${code}`)
  }
})
