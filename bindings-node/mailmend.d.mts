import mailmend from './mailmend.js';

export * from './mailmend.js';
export default mailmend;
