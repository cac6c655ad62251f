// What an exchange does seldom, in one part of the app that is fetched right when it is needed.
export { adopt } from './adopt';
export { makeWay } from './fork';
export { heed } from './heed';
export { leave } from './leave';
export { showBranches } from './aside';
export { verifyLines } from './checking';
export { clear, clearing, rescue } from './mend';
