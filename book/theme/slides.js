// The slides, presented: one at a time, as large as the window, with the speaker's notes and a timer below, or in a window
// of their own. On a page without slides this does nothing; without JavaScript the slides stand one below the other.

"use strict";

{
    const slides = [...document.querySelectorAll(".slide")];
    const KEYS = "→ or Space: next, ←: back, Home, End; N: notes; W: notes in a window of their own; T: timer from 0; B: black; Esc: end";
    const root = document.documentElement;
    // A second window of this page, opened by the first, shows the notes and follows it.
    const isSpeaker = location.hash === "#speaker";
    let current = 0;
    let started = 0;
    let other = isSpeaker ? window.opener : null;
    let bar;
    let ticking;

    /** 754 seconds as 12:34. */
    const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

    /** Minutes that are planned up to the end of a slide. */
    const planned = (number) => slides.slice(0, number + 1).reduce((sum, slide) => sum + Number(slide.dataset.minutes ?? 0), 0);

    const isPresenting = () => root.classList.contains("presenting");

    function tick() {
        const seconds = (Date.now() - started) / 1000;
        const plan = planned(current) * 60;
        bar.querySelector(".slides-timer").textContent = clock(seconds);
        bar.querySelector(".slides-plan").textContent = `planned by the end of this slide: ${clock(plan)}`;
        bar.classList.toggle("late", seconds > plan);
    }

    /** Goes to a slide, here and, unless it came from there, in the other window. */
    function show(number, tell = true) {
        current = Math.max(0, Math.min(number, slides.length - 1));
        slides.forEach((slide, index) => {
            slide.classList.toggle("current", index === current);
            slide.classList.toggle("upcoming", index === current + 1);
        });
        const notes = slides[current].querySelector(".notes");
        bar.querySelector(".slides-number").textContent = `${current + 1} / ${slides.length}`;
        bar.querySelector(".slides-notes").replaceChildren(
            ...[...(notes?.children ?? [])].filter(({ tagName }) => tagName !== "SUMMARY").map((part) => part.cloneNode(true)));
        slides[current].scrollTop = 0;
        tick();
        if (tell) {
            other?.postMessage({ racelabSlide: current, started }, "*");
        }
    }

    function begin() {
        // From the slide that is in sight.
        const inSight = slides.findIndex((slide) => slide.getBoundingClientRect().bottom > innerHeight / 2);
        root.classList.add("presenting");
        root.classList.toggle("speaking", isSpeaker);
        started ||= Date.now();
        ticking = setInterval(tick, 500);
        bar.hidden = false;
        bar.classList.toggle("with-notes", isSpeaker);
        show(isSpeaker ? 0 : Math.max(0, inSight), !isSpeaker);
        if (!isSpeaker) {
            root.requestFullscreen?.().catch(() => {}); // Then in the window as it is.
        }
    }

    function end() {
        clearInterval(ticking);
        root.classList.remove("presenting", "speaking", "black");
        bar.hidden = true;
        if (document.fullscreenElement) {
            document.exitFullscreen();
        }
        slides[current].scrollIntoView();
    }

    const keys = {
        ArrowRight: () => show(current + 1),
        ArrowDown: () => show(current + 1),
        PageDown: () => show(current + 1),
        " ": () => show(current + 1),
        ArrowLeft: () => show(current - 1),
        ArrowUp: () => show(current - 1),
        PageUp: () => show(current - 1),
        Home: () => show(0),
        End: () => show(slides.length - 1),
        n: () => bar.classList.toggle("with-notes"),
        w: () => { other = window.open("#speaker", "racelab-speaker", "popup,width=1100,height=800"); },
        t: () => { started = Date.now(); show(current); },
        b: () => root.classList.toggle("black"),
        Escape: end,
    };

    if (slides.length > 0) {
        bar = document.createElement("aside");
        bar.className = "slides-bar";
        bar.hidden = true;
        bar.setAttribute("aria-label", "Speaker's notes and timer");
        bar.innerHTML = `<p><strong class="slides-timer"></strong> <span class="slides-plan"></span>
            <span class="slides-number" aria-live="polite"></span></p><div class="slides-notes"></div>
            <p class="slides-keys">${KEYS}</p>`;
        document.body.append(bar);

        const button = document.createElement("button");
        button.type = "button";
        button.className = "slides-begin";
        button.textContent = "Present";
        button.title = KEYS;
        button.addEventListener("click", begin);
        slides[0].before(button);

        // Before mdBook, whose arrow keys go to other chapters.
        addEventListener("keydown", (event) => {
            const act = keys[event.key] ?? keys[event.key.toLowerCase()];
            if (isPresenting() && act && !event.ctrlKey && !event.altKey && !event.metaKey) {
                event.preventDefault();
                event.stopImmediatePropagation();
                act();
            }
        }, { capture: true });
        // A click goes on, as in other programs for slides; one on a link, a button or a picture does what it always does.
        addEventListener("click", (event) => {
            if (isPresenting() && !isSpeaker && !event.target.closest("a, button, input, label, summary, .slides-bar")) {
                show(current + 1);
            }
        });
        // The other window has gone to a slide, or has just opened and asks where this one is.
        addEventListener("message", ({ data, source }) => {
            if (source === other && isPresenting() && data?.racelabSlide !== undefined) {
                started = data.started || started;
                show(data.racelabSlide, false);
            } else if (source === other && isPresenting() && data?.racelabAsks) {
                show(current);
            }
        });
        if (isSpeaker) {
            begin();
            other?.postMessage({ racelabAsks: true }, "*");
        }
    }
}
