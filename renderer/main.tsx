import { createRoot } from 'react-dom/client'
import { createConnection } from './connection/connection.ts'

const connection = createConnection()
const page = document.getElementById('page')
if (page !== null) createRoot(page).render(<p>{connection.state()}</p>)
