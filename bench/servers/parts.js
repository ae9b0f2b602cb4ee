/** The one look-up of the peers, as mysql2's documentation has it: a pool and a prepared statement. */
import mysql from 'mysql2/promise'

const pool = mysql.createPool({ uri: process.env.DATABASE_URL, connectionLimit: 10 })
const QUESTION = /^\?(\d{1,3}-\d{1,4})$/

/** @param {string} text */
export async function answerTo(text) {
  const code = QUESTION.exec(text)?.[1]
  if (!code) return '请发送 ? 和零件编号'
  const [[row]] = await pool.execute('SELECT workstation FROM parts WHERE code = ?', [code])
  return row ? `[${code}]的工作台位为[${row.workstation}]` : `没有找到零件[${code}]`
}
