import { createEmitters } from './emitters.mjs'
import { connectTo } from './exchange.mjs'
import { groups, requestsOf } from './groups.mjs'

/** Start a variant, up to the state that its group describes. @returns the function that sends one request and waits for the response. */
export async function serve (group, variant, logger = false) {
  createEmitters()
  const { used = 0, variants, logger: logged = logger } = groups[group]
  const app = await variants[variant]({ logger: logged })
  await app.ready()
  const line = connectTo(app.server)
  const toRequest = requestsOf(group, variant)
  let asked = 0
  const ask = () => line.ask(toRequest(asked++))
  for (let i = 0; i < used; i++) await ask()
  return ask
}
