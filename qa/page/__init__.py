"""What the chat page shows: texts and data in, HTML and Markdown out. Only `qa.chat` imports gradio."""
