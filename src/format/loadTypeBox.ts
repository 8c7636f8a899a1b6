import type { explain } from './explain.ts'
import type { parseSyntax } from './parseSyntax.ts'

interface TypeBox {
  readonly mistakesIn: typeof explain
  readonly parseSyntax: typeof parseSyntax
}

let loaded: TypeBox | undefined

/** Load what needs TypeBox: 100 ms, half of what a server without us takes to start, so only a catalog that has to have it loads it. */
export async function loadTypeBox () {
  const [{ explain: mistakesIn }, { parseSyntax }] = await Promise.all([import('./explain.ts'), import('./parseSyntax.ts')])
  loaded = { mistakesIn, parseSyntax }
}

/** What `loadTypeBox` has loaded. */
export function typeBox (): TypeBox {
  return loaded as TypeBox
}
