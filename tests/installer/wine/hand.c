/* A user's eyes and hand for the tests under wine; never shipped.
 *
 *   hand list            every visible window: foreground mark, process, title
 *   hand text TITLE      what the window whose title holds TITLE says, line by line
 *   hand press TITLE ID  presses its button with this number
 *   hand close TITLE     closes it
 *   hand quit TITLE      closes it and waits for the end of its program
 *
 * TITLE is found as a part; "=" means the exact rest. Status 1: there is no such window; 3: it does not end.
 */
#include <windows.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define ROOM 4096

static const wchar_t *wanted;
static HWND found;

static void say(HWND window)
{
    wchar_t text[ROOM] = L"";
    SendMessageTimeoutW(window, WM_GETTEXT, ROOM, (LPARAM)text, SMTO_ABORTIFHUNG, 2000, NULL);
    if (*text)
        wprintf(L"%ls\n", text);
}

static BOOL CALLBACK list(HWND window, LPARAM unused)
{
    (void)unused;
    wchar_t title[ROOM] = L"";
    DWORD process = 0;
    if (IsWindowVisible(window) && GetWindowTextW(window, title, ROOM)) {
        GetWindowThreadProcessId(window, &process);
        wprintf(L"%c %lu %ls\n", window == GetForegroundWindow() ? '*' : '-', process, title);
    }
    return TRUE;
}

static BOOL CALLBACK find(HWND window, LPARAM unused)
{
    (void)unused;
    wchar_t title[ROOM] = L"";
    if (!IsWindowVisible(window) || !GetWindowTextW(window, title, ROOM))
        return TRUE;
    if (*wanted == L'=' ? wcscmp(title, wanted + 1) : !wcsstr(title, wanted))
        return TRUE;
    found = window;
    return FALSE;
}

static BOOL CALLBACK child(HWND window, LPARAM unused)
{
    (void)unused;
    if (IsWindowVisible(window))
        say(window);
    return TRUE;
}

int wmain(int given, wchar_t **arguments)
{
    _setmode(_fileno(stdout), _O_U8TEXT);
    if (given == 2 && !wcscmp(arguments[1], L"list")) {
        EnumWindows(list, 0);
        return 0;
    }
    if (given < 3)
        return 2;
    wanted = arguments[2];
    EnumWindows(find, 0);
    if (!found)
        return 1;
    if (!wcscmp(arguments[1], L"text")) {
        say(found);
        EnumChildWindows(found, child, 0);
    } else if (!wcscmp(arguments[1], L"close")) {
        PostMessageW(found, WM_CLOSE, 0, 0);
    } else if (!wcscmp(arguments[1], L"quit")) {
        DWORD number = 0;
        GetWindowThreadProcessId(found, &number);
        HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, number);
        PostMessageW(found, WM_CLOSE, 0, 0);
        return process && WaitForSingleObject(process, 40000) == WAIT_OBJECT_0 ? 0 : 3;
    } else if (given == 4 && !wcscmp(arguments[1], L"press"))
        PostMessageW(found, WM_COMMAND, _wtoi(arguments[3]), 0);
    else
        return 2;
    return 0;
}
