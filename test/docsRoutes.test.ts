import { testPage } from './docsBlocks.ts'

testPage('guides/declare-errors.md', 2)
