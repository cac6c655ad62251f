// Every word of the staff's desk, in one place to import from; each file beside it holds the words of one room.
export { came } from './desk/came';
export { decisions } from './desk/decisions';
export { forms } from './desk/forms';
export { minutes } from './desk/minutes';
export { opinions } from './desk/opinions';
export { paper } from './desk/paper';
export { phones } from './desk/phones';
export { printing } from './desk/print';
export { removal } from './desk/removal';
export { roster } from './desk/roster';
export { settle } from './desk/settle';
export { shell } from './desk/shell';
