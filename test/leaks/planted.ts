import { expect, test } from 'vitest'
import { keepSecret, quietLog } from '../support/outputs.ts'

test('logs what PLANT says', () => {
  const { PLANT = '' } = process.env
  keepSecret('TokenThatWasPlanted')
  quietLog().info({ account: 'main', token: PLANT }, 'message')
  expect(PLANT).not.toBe('')
})
