/* Starts the program: python311.dll from runtime\ runs start.py, which calls the program's own command line.
 *
 * Built twice from this file: 党校教务.exe (window) and dangxiao.exe (console, -DCONSOLE). All arguments go to the
 * program, since it starts itself again as a helper (--apart) and opens a school's file by double click.
 */
#define _WIN32_WINNT 0x0A00
#include <windows.h>
#include <shellapi.h>
#include <stdlib.h>
#include <wchar.h>

#define ROOM 32768 /* the longest path Windows has */

typedef int (*python_main)(int, wchar_t **);

static wchar_t exe[ROOM], folder[ROOM];

static wchar_t *in_folder(const wchar_t *name)
{
    wchar_t *path = malloc((wcslen(folder) + wcslen(name) + 1) * sizeof *path);
    if (path)
        wcscat(wcscpy(path, folder), name);
    return path;
}

static int broken(const wchar_t *missing)
{
    static wchar_t text[ROOM + 256];
    wcscpy(text, L"党校教务没有安装完整，缺少：\n");
    wcscat(text, missing);
    wcscat(text, L"\n\n学校文件没有受到影响。请重新运行安装程序；便携版请重新解压。");
    MessageBoxW(NULL, text, L"党校教务", MB_ICONERROR);
    return 2;
}

/* A stick carries its own settings: they stand beside the program if 便携版.txt does. */
static void keep_settings_beside(void)
{
    if (GetFileAttributesW(in_folder(L"便携版.txt")) == INVALID_FILE_ATTRIBUTES)
        return;
    if (!GetEnvironmentVariableW(L"DANGXIAO_HOME", NULL, 0))
        SetEnvironmentVariableW(L"DANGXIAO_HOME", in_folder(L"设置"));
}

static HMODULE load(const wchar_t *name)
{
    return LoadLibraryExW(in_folder(name), NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
}

static int run(int given, wchar_t **arguments)
{
    DWORD length = GetModuleFileNameW(NULL, exe, ROOM);
    if (!length || length >= ROOM)
        return broken(L"(?)");
    wcscpy(folder, exe);
    *(wcsrchr(folder, L'\\') + 1) = 0;
    SetDllDirectoryW(L""); /* no libraries from the folder a school's file lies in */
    AddDllDirectory(in_folder(L"runtime")); /* where every module finds Microsoft's runtime */
    keep_settings_beside();

    /* Without these Python would end before it can say anything. */
    static const wchar_t *const wanted[] = {L"runtime\\python311.zip", L"runtime\\start.py"};
    for (int i = 0; i < 2; i++)
        if (GetFileAttributesW(in_folder(wanted[i])) == INVALID_FILE_ATTRIBUTES)
            return broken(in_folder(wanted[i]));
    HMODULE python = load(L"runtime\\python311.dll");
    if (!python)
        return broken(in_folder(L"runtime\\python311.dll"));
    /* Modules for every Python 3 ask for this one by its bare name, and look beside themselves only. */
    if (!load(L"runtime\\python3.dll"))
        return broken(in_folder(L"runtime\\python3.dll"));
    python_main start = (python_main)(void *)GetProcAddress(python, "Py_Main");
    wchar_t **all = calloc(given + 3, sizeof *all);
    if (!start || !all)
        return broken(L"Py_Main");
    int count = 0;
    all[count++] = exe;
    all[count++] = L"-B"; /* an installed folder stays as it was installed */
    all[count++] = in_folder(L"runtime\\start.py");
    for (int i = 1; i < given; i++)
        all[count++] = arguments[i];
    return start(count, all);
}

#ifdef CONSOLE
int wmain(int given, wchar_t **arguments)
{
    return run(given, arguments);
}
#else
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, LPWSTR line, int show)
{
    (void)self, (void)before, (void)line, (void)show;
    int given = 0;
    wchar_t **arguments = CommandLineToArgvW(GetCommandLineW(), &given);
    return run(arguments ? given : 0, arguments);
}
#endif
