// Compiled, never run: CommonJS sees the same types.
import mailmend = require('mailmend');
import plugin = require('mailmend/nodemailer');

const report: mailmend.Report = mailmend.explain('550');
const error: Error = new mailmend.MailmendError('x', 'bad-request');
console.log(report, error, plugin.createTransport('smtp://127.0.0.1:25'));
