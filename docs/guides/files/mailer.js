const transporter = nodemailer.createTransport({
  host: 'smtp.gmail.com',
  port: 587,
  secure: true,
  auth: { user: 'shop@example.org', password: process.env.SMTP_PASS },
});
