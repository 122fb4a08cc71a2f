import { Button } from '@fluentui/react-components'
import { Checkmark20Regular, Copy20Regular } from '@fluentui/react-icons'
import { useEffect, useState } from 'react'
import { words } from '#shared/words/index.ts'

/** Copies a text and confirms it for a moment. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <Button
      icon={copied ? <Checkmark20Regular /> : <Copy20Regular />}
      onClick={copy}
      aria-live="polite"
      aria-label={copied ? words.parts.copied : words.parts.copyOf(label)}
    >
      {copied ? words.parts.copied : words.parts.copy}
    </Button>
  )
}
