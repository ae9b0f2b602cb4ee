/** The account that all of them serve; without a key in plaintext. */
const { TOKEN = '', APP_ID = '', AES_KEY = '' } = process.env

export const token = TOKEN
export const appId = APP_ID
export const aesKey = AES_KEY
