import type { Finding } from '../source/diagnostic.ts'
import { compiledCheck } from './compiledCheck.ts'
import type { Shape } from './schemas.ts'
import { typeBox } from './loadTypeBox.ts'

/** What is wrong with the shape of a value. Of one that has it not, only `loadTypeBox` lets it tell. */
export function check (shape: Shape, value: unknown): Finding[] {
  return compiledCheck[shape](value) ? [] : typeBox().mistakesIn(shape, value)
}
