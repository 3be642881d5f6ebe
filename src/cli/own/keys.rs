//! Keys of a terminal, read without Enter.

use std::env;
use std::io::{IsTerminal, Read, Write, stdin, stdout};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// Lets a key be read without Enter, as long as it lives.
pub struct Keys {
    pressed: Receiver<u8>,
    #[cfg(unix)]
    before: Option<libc::termios>,
}

impl Keys {
    /// Those that are pressed from now on; `None` where nobody sits at a terminal.
    pub fn listen() -> Option<Keys> {
        if !(stdout().is_terminal() && stdin().is_terminal()) {
            return None;
        }
        let (press, pressed) = channel();
        thread::spawn(move || {
            for key in stdin().lock().bytes().map_while(Result::ok) {
                if press.send(key).is_err() {
                    break;
                }
            }
        });
        #[cfg(unix)]
        {
            let mut settings = std::mem::MaybeUninit::uninit();
            // SAFETY: it writes the settings, where it returns 0.
            let read = unsafe { libc::tcgetattr(0, settings.as_mut_ptr()) } == 0;
            // SAFETY: they were written.
            let before: Option<libc::termios> = read.then(|| unsafe { settings.assume_init() });
            if let Some(mut settings) = before {
                settings.c_lflag &= !(libc::ICANON | libc::ECHO);
                // SAFETY: it reads the settings.
                unsafe { libc::tcsetattr(0, libc::TCSANOW, &settings) };
            }
            Some(Keys { pressed, before })
        }
        #[cfg(not(unix))]
        Some(Keys { pressed })
    }

    /// Clears the screen of the terminal; one that calls itself dumb would show what is meant to clear it.
    pub fn clear(&self) {
        let is_dumb = env::var_os("TERM").is_some_and(|name| name == "dumb");
        // At once: what the compiler complains of goes to the other stream, and is not to be cleared away by it. Whoever
        // does not see it goes without.
        let mut stdout = stdout();
        let _ =
            stdout.write_all(if is_dumb { b"\n" } else { b"\x1b[H\x1b[2J" }).and_then(|()| stdout.flush());
    }

    /// The next key, if one was pressed.
    pub fn next(&self) -> Option<u8> {
        self.pressed.try_recv().ok()
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(before) = &self.before {
            // SAFETY: it reads the settings.
            unsafe { libc::tcsetattr(0, libc::TCSANOW, before) };
        }
    }
}
