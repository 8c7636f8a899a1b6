import type { Mistake } from './diagnostic.ts'
import { isShaped } from './isShaped.ts'
import type { Shape } from './shapes.ts'
import { typeBox } from './typeBox.ts'

/** What is wrong with the shape of a value. Of one that has it not, only `loadTypeBox` lets it tell. */
export function shapeMistakes (shape: Shape, value: unknown): Mistake[] {
  return isShaped[shape](value) ? [] : typeBox().mistakesIn(shape, value)
}
