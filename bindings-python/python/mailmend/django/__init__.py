"""Django: an e-mail backend that attaches diagnoses, system checks, and the command `diagnose_mail`.

```python
INSTALLED_APPS = [..., "mailmend.django"]
EMAIL_BACKEND = "mailmend.django.backend.EmailBackend"
MAILMEND_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # what it wraps: this one by default
```

Needs the extra: `pip install mailmend[django]`.
"""
